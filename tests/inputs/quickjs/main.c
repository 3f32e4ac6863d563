/* Runs /app/main.js: evaluates it, then calls its function `main` with the arguments and prints the result. With
 * Wizer's conventions the first half can be done ahead of time: `wizer.initialize` evaluates the script, and
 * `wizer.resume` is then what to start at. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "quickjs.h"

void __wasm_call_ctors(void);
int __main_void(void);

static JSContext *context;

static void fail(const char *what) {
    JSValue exception = JS_GetException(context);
    const char *text = JS_ToCString(context, exception);
    fprintf(stderr, "quickjs: %s: %s\n", what, text ? text : "unknown");
    exit(1);
}

static void evaluate(void) {
    FILE *file = fopen("/app/main.js", "rb");
    if (!file) {
        fprintf(stderr, "quickjs: cannot open /app/main.js\n");
        exit(1);
    }
    size_t size = 0, capacity = 1 << 16;
    char *source = malloc(capacity + 1);
    for (size_t count; (count = fread(source + size, 1, capacity - size, file)) > 0;) {
        size += count;
        if (size == capacity) source = realloc(source, (capacity *= 2) + 1);
    }
    fclose(file);
    source[size] = 0;
    context = JS_NewContext(JS_NewRuntime());
    JSValue value = JS_Eval(context, source, size, "main.js", JS_EVAL_TYPE_GLOBAL);
    if (JS_IsException(value)) fail("main.js");
    JS_FreeValue(context, value);
    free(source);
}

int main(int count, char **arguments) {
    if (!context) evaluate();
    JSValue global = JS_GetGlobalObject(context);
    JSValue function = JS_GetPropertyStr(context, global, "main");
    JSValue values[8];
    int given = 0;
    for (int i = 1; i < count && given < 8; i++) values[given++] = JS_NewString(context, arguments[i]);
    JSValue result = JS_Call(context, function, global, given, values);
    if (JS_IsException(result)) fail("main");
    const char *text = JS_ToCString(context, result);
    puts(text ? text : "");
    return 0;
}

__attribute__((export_name("wizer.initialize"))) void wizer_initialize(void) {
    __wasm_call_ctors();
    evaluate();
}

__attribute__((export_name("wizer.resume"))) void wizer_resume(void) { exit(__main_void()); }
