module example/program

go 1.24
