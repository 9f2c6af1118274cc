module example.org/videospec

go 1.18
