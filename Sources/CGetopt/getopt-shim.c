#include "getopt-shim.h"
