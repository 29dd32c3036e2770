# RTPENGINE_FUZZING
# --enable-fuzzing: link the fuzz targets to clang's libFuzzer. Without it the same objects are
# linked to a runner that replays the corpus; see tests/fuzz/README.md.
# Sets FUZZ_CXXFLAGS (everything), FUZZ_LDFLAGS (targets), conditional FUZZING.
AC_DEFUN([RTPENGINE_FUZZING], [
  AC_ARG_ENABLE([fuzzing],
    [AS_HELP_STRING([--enable-fuzzing], [link the fuzz targets to libFuzzer (needs clang++)])],
    [], [enable_fuzzing=no])
  FUZZ_CXXFLAGS=
  FUZZ_LDFLAGS=
  AS_IF([test "x$enable_fuzzing" = xyes], [
    AS_IF([test "x$rtpengine_cv_clang" != xyes],
      [AC_MSG_ERROR([--enable-fuzzing needs clang: ./configure CXX=clang++ CC=clang --enable-fuzzing (Debian: clang)])])
    FUZZ_CXXFLAGS="-fsanitize=fuzzer-no-link"
    FUZZ_LDFLAGS="-fsanitize=fuzzer"
    AC_MSG_CHECKING([whether $CXX links with -fsanitize=fuzzer])
    rtpengine_save_CXXFLAGS="$CXXFLAGS"
    CXXFLAGS="$CXXFLAGS -fsanitize=fuzzer"
    AC_LINK_IFELSE([AC_LANG_SOURCE([[
      #include <cstddef>
      #include <cstdint>
      extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t*, std::size_t) { return 0; }
    ]])], [AC_MSG_RESULT([yes])], [
      AC_MSG_RESULT([no])
      AC_MSG_ERROR([libFuzzer is missing (Debian: libclang-rt-14-dev)])])
    CXXFLAGS="$rtpengine_save_CXXFLAGS"])
  AC_SUBST([FUZZ_CXXFLAGS])
  AC_SUBST([FUZZ_LDFLAGS])
  AM_CONDITIONAL([FUZZING], [test "x$enable_fuzzing" = xyes])
])
