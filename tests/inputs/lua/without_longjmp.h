/* How Lua raises errors (see the top of its ldo.c): here by ending the program. */
#include <stdio.h>
#include <stdlib.h>
#define LUAI_THROW(L, c) abort()
#define LUAI_TRY(L, c, a) { a }
#define luai_jmpbuf int
/* What wasi-libc lacks. */
#define system(command) ((void)(command), -1)
#define tmpnam(buffer) ((void)(buffer), (char *)0)
#define tmpfile() ((FILE *)0)
/* wasi-libc's setjmp.h is an error without the exceptions proposal; nothing of it is used. */
#define _SETJMP_H
