/* Runs the script on standard input; arguments are in the global `scriptArgs`, `print` writes a line. */
#include <stdio.h>
#include <stdlib.h>
#include "quickjs.h"

static JSValue print(JSContext *context, JSValueConst self, int count, JSValueConst *arguments) {
    (void)self;
    for (int i = 0; i < count; i++) {
        const char *text = JS_ToCString(context, arguments[i]);
        if (!text) return JS_EXCEPTION;
        printf("%s%s", i ? " " : "", text);
        JS_FreeCString(context, text);
    }
    putchar('\n');
    return JS_UNDEFINED;
}

/* All of standard input, and a zero byte. */
static char *read_all(size_t *length) {
    size_t capacity = 1 << 16;
    char *text = malloc(capacity);
    *length = 0;
    while (text) {
        size_t got = fread(text + *length, 1, capacity - *length - 1, stdin);
        *length += got;
        if (!got) break;
        if (capacity - *length == 1) text = realloc(text, capacity *= 2);
    }
    if (text) text[*length] = 0;
    return text;
}

int main(int count, char **arguments) {
    JSRuntime *runtime = JS_NewRuntime();
    JSContext *context = JS_NewContext(runtime);
    size_t length;
    char *script = read_all(&length);
    if (!context || !script) return 2;
    JSValue global = JS_GetGlobalObject(context), list = JS_NewArray(context);
    for (int i = 1; i < count; i++)
        JS_SetPropertyUint32(context, list, i - 1, JS_NewString(context, arguments[i]));
    JS_SetPropertyStr(context, global, "scriptArgs", list);
    JS_SetPropertyStr(context, global, "print", JS_NewCFunction(context, print, "print", 1));
    JSValue result = JS_Eval(context, script, length, "<stdin>", JS_EVAL_TYPE_GLOBAL);
    int failed = JS_IsException(result);
    if (failed) {
        JSValue exception = JS_GetException(context);
        const char *text = JS_ToCString(context, exception);
        fprintf(stderr, "quickjs: %s\n", text ? text : "?");
        JS_FreeCString(context, text);
        JS_FreeValue(context, exception);
    }
    JS_FreeValue(context, result);
    JS_FreeValue(context, global);
    JS_FreeContext(context);
    JS_FreeRuntime(runtime);
    free(script);
    return failed;
}
