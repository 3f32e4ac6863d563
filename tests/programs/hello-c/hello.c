/* Hello world through libc's printf. */
#include <stdio.h>

int main(void) {
    printf("hello from %s, %d %.3f\n", "C", 42, 3.14159);
    return 0;
}
