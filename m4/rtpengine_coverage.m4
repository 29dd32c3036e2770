# RTPENGINE_COVERAGE
# --enable-coverage: instrument for gcov. Not together with sanitizers or fuzzing, whose figures it
# would spoil. Sets COVERAGE_FLAGS (compiler and linker).
AC_DEFUN([RTPENGINE_COVERAGE], [
  AC_ARG_ENABLE([coverage],
    [AS_HELP_STRING([--enable-coverage], [instrument for coverage reports (gcov)])],
    [], [enable_coverage=no])
  COVERAGE_FLAGS=
  AS_IF([test "x$enable_coverage" = xyes], [
    AS_IF([test "x$rtpengine_sanitizers" = xyes],
      [AC_MSG_ERROR([--enable-coverage does not go together with --enable-sanitizers])])
    AS_IF([test "x$enable_fuzzing" = xyes],
      [AC_MSG_ERROR([--enable-coverage does not go together with --enable-fuzzing])])
    COVERAGE_FLAGS="--coverage"])
  AC_SUBST([COVERAGE_FLAGS])
])
