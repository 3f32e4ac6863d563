// A Go program for GOOS=wasip1: goroutines, channels, maps, formatting, sorting, JSON, a file of a grant.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
	"sync"
)

type record struct {
	Name   string         `json:"name"`
	Counts map[string]int `json:"counts"`
}

func main() {
	numbers := make(chan int)
	var workers sync.WaitGroup
	var lock sync.Mutex
	total := 0
	for worker := 0; worker < 4; worker++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for number := range numbers {
				lock.Lock()
				total += number * number
				lock.Unlock()
			}
		}()
	}
	for number := 1; number <= 1000; number++ {
		numbers <- number
	}
	close(numbers)
	workers.Wait()
	fmt.Println("sum of squares:", total)

	counts := map[string]int{}
	for _, word := range strings.Fields("to be or not to be that is the question") {
		counts[word]++
	}
	encoded, err := json.Marshal(record{"hamlet", counts})
	fmt.Println(string(encoded), err)
	words := make([]string, 0, len(counts))
	for word := range counts {
		words = append(words, word)
	}
	sort.Strings(words)
	fmt.Printf("%q %8.3f %x\n", words, 2.0/3.0, "hex")

	defer func() {
		fmt.Println("recovered:", recover())
		fmt.Println("arguments:", os.Args[1:])
		os.Exit(3)
	}()
	contents, err := os.ReadFile("/data/note.txt")
	fmt.Printf("%q %v\n", contents, err)
	var none []int
	fmt.Println(none[len(os.Args)])
}
