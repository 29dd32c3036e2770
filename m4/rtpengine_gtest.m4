# RTPENGINE_GTEST
# GoogleTest and GoogleMock for `make check`. --disable-tests builds without them.
# Sets GTEST_CFLAGS, GTEST_LIBS (with a main function), conditional TESTS_ENABLED.
AC_DEFUN([RTPENGINE_GTEST], [
  AC_ARG_ENABLE([tests],
    [AS_HELP_STRING([--disable-tests], [build no test programs (GoogleTest is not needed then)])],
    [], [enable_tests=auto])
  AS_IF([test "x$enable_tests" != xno], [
    PKG_CHECK_MODULES([GTEST], [gmock_main gmock gtest], [enable_tests=yes], [
      AS_IF([test "x$enable_tests" = xyes],
        [AC_MSG_ERROR([--enable-tests: GoogleTest is missing (Debian: libgtest-dev libgmock-dev)])])
      enable_tests="no (needs libgtest-dev libgmock-dev)"])])
  AM_CONDITIONAL([TESTS_ENABLED], [test "x$enable_tests" = xyes])
])
