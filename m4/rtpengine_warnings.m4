# RTPENGINE_WARNINGS
# --enable-werror: warnings are errors; check builds use it, packagers do not.
# Sets WARNING_CXXFLAGS.
AC_DEFUN([RTPENGINE_WARNINGS], [
  AC_ARG_ENABLE([werror],
    [AS_HELP_STRING([--enable-werror], [make compiler warnings errors])],
    [], [enable_werror=no])
  WARNING_CXXFLAGS="-Wall -Wextra"
  m4_foreach_w([flag], [-Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wformat-security -Wvla -Wpointer-arith],
    [RTPENGINE_ADD_FLAG([WARNING_CXXFLAGS], flag)])
  AS_IF([test "x$enable_werror" = xyes], [WARNING_CXXFLAGS="$WARNING_CXXFLAGS -Werror"])
  AC_SUBST([WARNING_CXXFLAGS])
])
