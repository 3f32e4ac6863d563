//! The programs of the suite, a line or a few each: where their sources are, how they are built and run.
//!
//! Words in braces are directories: `{programs}` is `benches/programs`, `{tests}` is `tests`, `{sources}` is
//! what `tests/setup.sh` fetched, `{crates}` the crates among it. `*.c` stands for all C files there.

/// What a program is a sample of. A mean is taken of each kind on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Programs in use: interpreters, a database, compressors.
    Real,
    /// Linear algebra, stencils, dynamic programming: a dozen lines of code that take all the time.
    Kernel,
    /// Programs in Rust with much of its standard library.
    Rust,
    /// Kernels on vectors.
    Vectors,
    /// Programs that end at once.
    Start,
}

impl Kind {
    /// All, in the order of the table.
    pub(crate) const ALL: [Kind; 5] = [Kind::Real, Kind::Kernel, Kind::Rust, Kind::Vectors, Kind::Start];

    /// What it is called in results.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Real => "real",
            Kind::Kernel => "kernel",
            Kind::Rust => "rust",
            Kind::Vectors => "vectors",
            Kind::Start => "start",
        }
    }
}

/// How a program is built.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Source {
    /// By C compilers, with these words for all of them, for wasm, and for the native one.
    C { files: &'static str, flags: &'static str, wasm: &'static str, native: &'static str },
    /// A program of the package `{programs}/rust`.
    Rust,
}

/// A program.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Program {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) source: Source,
    /// Arguments for measuring: about a second of native code.
    pub(crate) arguments: &'static str,
    /// Arguments for checking that all sides print the same.
    pub(crate) quick: &'static str,
    /// File that is its standard input.
    pub(crate) stdin: Option<&'static str>,
}

/// The native side looks bytes up in a table, which the first x86-64 cannot.
const NATIVE_VECTORS: &str =
    if cfg!(target_arch = "x86_64") { "-ffp-contract=off -march=x86-64-v2" } else { "-ffp-contract=off" };

const fn c(files: &'static str, flags: &'static str) -> Source {
    Source::C { files, flags, wasm: "", native: "" }
}

const fn real(name: &'static str, source: Source, arguments: &'static str, quick: &'static str) -> Program {
    Program { name, kind: Kind::Real, source, arguments, quick, stdin: None }
}

/// Natively without fused multiplication and addition, which wasm has not got.
const fn kernel(
    name: &'static str,
    files: &'static str,
    arguments: &'static str,
    quick: &'static str,
) -> Program {
    let source = Source::C { files, flags: "-lm", wasm: "", native: "-ffp-contract=off" };
    Program { name, kind: Kind::Kernel, source, arguments, quick, stdin: None }
}

const fn vectors(name: &'static str, arguments: &'static str, quick: &'static str) -> Program {
    let files = "{programs}/vectors/kernels.c";
    let source = Source::C { files, flags: "", wasm: "-msimd128", native: NATIVE_VECTORS };
    Program { name, kind: Kind::Vectors, source, arguments, quick, stdin: None }
}

const fn rust(name: &'static str, kind: Kind, arguments: &'static str, quick: &'static str) -> Program {
    Program { name, kind, source: Source::Rust, arguments, quick, stdin: None }
}

/// All of them.
pub(crate) const PROGRAMS: &[Program] = &[
    real(
        "coremark",
        Source::C {
            files: "{sources}/coremark/core_list_join.c {sources}/coremark/core_main.c \
                    {sources}/coremark/core_matrix.c {sources}/coremark/core_state.c \
                    {sources}/coremark/core_util.c",
            flags: "-I{sources}/coremark -include {programs}/counted_clock.h -DPERFORMANCE_RUN=1 \
                    -DFLAGS_STR=\"-O2\" -DCOMPILER_VERSION=\"any\"",
            // Its ports differ in the width of pointers.
            wasm: "{sources}/coremark/linux/core_portme.c -I{sources}/coremark/linux",
            native: "{sources}/coremark/linux64/core_portme.c -I{sources}/coremark/linux64",
        },
        "0x0 0x0 0x66 30000 7 1 2000",
        "0x0 0x0 0x66 500 7 1 2000",
    ),
    Program {
        stdin: Some("{programs}/lua/work.lua"),
        ..real(
            "lua",
            Source::C {
                files: "{programs}/lua/main.c {crates}/lua-src/lua-5.4.9/*.c",
                flags: "-I{crates}/lua-src/lua-5.4.9 -lm",
                wasm: "-include {tests}/inputs/lua/without_longjmp.h -D_WASI_EMULATED_SIGNAL \
                       -D_WASI_EMULATED_PROCESS_CLOCKS -lwasi-emulated-signal -lwasi-emulated-process-clocks",
                native: "",
            },
            "100",
            "5",
        )
    },
    Program {
        stdin: Some("{programs}/quickjs/work.js"),
        ..real(
            "quickjs",
            Source::C {
                files: "{programs}/quickjs/main.c {crates}/libquickjs-ng-sys/embed/quickjs/quickjs.c \
                        {crates}/libquickjs-ng-sys/embed/quickjs/libregexp.c \
                        {crates}/libquickjs-ng-sys/embed/quickjs/libunicode.c \
                        {crates}/libquickjs-ng-sys/embed/quickjs/dtoa.c",
                flags: "-I{crates}/libquickjs-ng-sys/embed/quickjs -D_GNU_SOURCE -lm",
                wasm: "-D_WASI_EMULATED_SIGNAL -D_WASI_EMULATED_PROCESS_CLOCKS -lwasi-emulated-signal \
                       -lwasi-emulated-process-clocks",
                native: "-lpthread",
            },
            "180",
            "8",
        )
    },
    real(
        "sqlite",
        Source::C {
            files: "{sources}/speedtest1.c {crates}/libsqlite3-sys/sqlite3/sqlite3.c",
            flags: "-I{crates}/libsqlite3-sys/sqlite3 -include {programs}/counted_clock.h -DSQLITE_THREADSAFE=0 \
                    -DSQLITE_OMIT_LOAD_EXTENSION -lm",
            wasm: "-DLONGDOUBLE_TYPE=double -D_WASI_EMULATED_SIGNAL -D_WASI_EMULATED_PROCESS_CLOCKS \
                   -D_WASI_EMULATED_MMAN -D_WASI_EMULATED_GETPID -lwasi-emulated-signal \
                   -lwasi-emulated-process-clocks -lwasi-emulated-mman -lwasi-emulated-getpid",
            // SQLite defines it itself, but behind the clock's headers.
            native: "-D_GNU_SOURCE",
        },
        "--memdb --verify --size 40",
        "--memdb --verify --size 1",
    ),
    real(
        "bzip2",
        c(
            "{programs}/compress/bzip2.c {crates}/bzip2-sys/bzip2-1.0.8/blocksort.c \
             {crates}/bzip2-sys/bzip2-1.0.8/huffman.c {crates}/bzip2-sys/bzip2-1.0.8/crctable.c \
             {crates}/bzip2-sys/bzip2-1.0.8/randtable.c {crates}/bzip2-sys/bzip2-1.0.8/compress.c \
             {crates}/bzip2-sys/bzip2-1.0.8/decompress.c {crates}/bzip2-sys/bzip2-1.0.8/bzlib.c",
            "-I{crates}/bzip2-sys/bzip2-1.0.8 -DBZ_NO_STDIO",
        ),
        "8192",
        "256",
    ),
    real(
        "lz4",
        c(
            "{programs}/compress/lz4.c {crates}/lz4-sys/liblz4/lib/lz4.c {crates}/lz4-sys/liblz4/lib/lz4hc.c",
            "-I{crates}/lz4-sys/liblz4/lib",
        ),
        "8192 2",
        "256 1",
    ),
    real(
        "zstd",
        c(
            "{programs}/compress/zstd.c {crates}/zstd-sys/zstd/lib/common/*.c {crates}/zstd-sys/zstd/lib/compress/*.c \
             {crates}/zstd-sys/zstd/lib/decompress/*.c",
            "-I{crates}/zstd-sys/zstd/lib -DZSTD_DISABLE_ASM -DZSTD_NO_INTRINSICS",
        ),
        "8192 2",
        "256 1",
    ),
    kernel("gemm", "{programs}/kernels/gemm.c", "1000", "40"),
    kernel("gemver", "{programs}/kernels/gemver.c", "2000 40", "40 2"),
    kernel("syr2k", "{programs}/kernels/syr2k.c", "1000", "40"),
    kernel("doitgen", "{programs}/kernels/doitgen.c", "180", "20"),
    kernel("lu", "{programs}/kernels/lu.c", "1200", "40"),
    kernel("cholesky", "{programs}/kernels/cholesky.c", "1200", "40"),
    kernel("gramschmidt", "{programs}/kernels/gramschmidt.c", "800", "40"),
    kernel("correlation", "{programs}/kernels/correlation.c", "1000", "40"),
    kernel("jacobi-2d", "{programs}/kernels/jacobi-2d.c", "1000 200", "40 3"),
    kernel("seidel-2d", "{programs}/kernels/seidel-2d.c", "1000 80", "40 3"),
    kernel("heat-3d", "{programs}/kernels/heat-3d.c", "100 200", "20 3"),
    kernel("fdtd-2d", "{programs}/kernels/fdtd-2d.c", "800 250", "40 3"),
    kernel("floyd-warshall", "{programs}/kernels/floyd-warshall.c", "1100", "40"),
    kernel("deriche", "{programs}/kernels/deriche.c", "2000 6", "40 2"),
    kernel("nussinov", "{programs}/kernels/nussinov.c", "1600", "60"),
    rust("regex", Kind::Rust, "300000", "500"),
    rust("json", Kind::Rust, "20000 5", "50 2"),
    vectors("dot-i8", "dot-i8 60000", "dot-i8 50"),
    vectors("dot-f32", "dot-f32 60000", "dot-f32 50"),
    vectors("blur", "blur 10000", "blur 20"),
    vectors("base64", "base64 20000", "base64 20"),
    vectors("utf8", "utf8 30000", "utf8 20"),
    vectors("chacha20", "chacha20 6000", "chacha20 10"),
    vectors("matmul", "matmul 6000", "matmul 10"),
    Program {
        name: "hello-c",
        kind: Kind::Start,
        source: Source::C {
            files: "{tests}/programs/hello-c/hello.c",
            flags: "",
            wasm: "",
            native: "-static",
        },
        arguments: "",
        quick: "",
        stdin: None,
    },
    rust("hello-rust", Kind::Start, "", ""),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_every_kind_has_programs() {
        let mut names: Vec<_> = PROGRAMS.iter().map(|program| program.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), PROGRAMS.len());
        for kind in Kind::ALL {
            assert!(PROGRAMS.iter().any(|program| program.kind == kind), "{kind:?}");
        }
    }
}
