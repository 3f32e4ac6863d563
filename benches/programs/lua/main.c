/* Runs the Lua script on standard input; arguments are in the global `arg`. Built without longjmp (see
 * tests/inputs/lua): a script that raises an error aborts. */
#include <stdio.h>
#include "lauxlib.h"
#include "lua.h"
#include "lualib.h"

int main(int count, char **arguments) {
    lua_State *state = luaL_newstate();
    luaL_openlibs(state);
    lua_createtable(state, count - 1, 0);
    for (int i = 1; i < count; i++) {
        lua_pushstring(state, arguments[i]);
        lua_rawseti(state, -2, i);
    }
    lua_setglobal(state, "arg");
    int failed = luaL_loadfile(state, NULL) || lua_pcall(state, 0, 0, 0);
    if (failed) fprintf(stderr, "lua: %s\n", lua_tostring(state, -1));
    lua_close(state);
    return failed;
}
