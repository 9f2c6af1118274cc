module example.org/stricts3

go 1.18
