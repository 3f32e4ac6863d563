/* Reads standard input to its end: counts lines, words and bytes, and sums the numbers. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

int main(void) {
    long lines = 0, words = 0, bytes = 0, sum = 0;
    int inside = 0, character;
    char number[16];
    size_t digits = 0;
    while ((character = getchar()) != EOF) {
        bytes++;
        lines += character == '\n';
        if (isspace(character)) {
            inside = 0;
            number[digits] = 0;
            sum += atol(number);
            digits = 0;
        } else {
            words += !inside;
            inside = 1;
            if (isdigit(character) && digits < sizeof number - 1) number[digits++] = (char)character;
        }
    }
    printf("%ld lines, %ld words, %ld bytes, sum %ld\n", lines, words, bytes, sum);
    return ferror(stdin) != 0;
}
