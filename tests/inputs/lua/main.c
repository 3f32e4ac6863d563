/* Runs a Lua script: main.wasm SCRIPT [ARGUMENT...], with the arguments in the global `arg`.
 * Built without longjmp (wasm without exceptions has none): a script that raises an error aborts. */
#include <stdio.h>
#include "lauxlib.h"
#include "lua.h"
#include "lualib.h"

int main(int count, char **arguments) {
    if (count < 2) {
        fprintf(stderr, "usage: lua SCRIPT [ARGUMENT...]\n");
        return 2;
    }
    lua_State *state = luaL_newstate();
    luaL_openlibs(state);
    lua_createtable(state, count - 2, 1);
    for (int i = 1; i < count; i++) {
        lua_pushstring(state, arguments[i]);
        lua_rawseti(state, -2, i - 1);
    }
    lua_setglobal(state, "arg");
    int failed = luaL_loadfile(state, arguments[1]) || lua_pcall(state, 0, 0, 0);
    if (failed) fprintf(stderr, "lua: %s\n", lua_tostring(state, -1));
    lua_close(state);
    return failed;
}
