#include <stdio.h>

int main(void)
{
    fputs("usage: lifeline COMMAND [OPTIONS]\n", stderr);
    return 2;
}
