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
  AS_IF([test "x$enable_werror" = xyes], [
    WARNING_CXXFLAGS="$WARNING_CXXFLAGS -Werror"
    # What the optimizer makes of inlined library code differs from one level, and one version of a
    # compiler, to the next: these are shown, but a build does not fail by them.
    m4_foreach_w([warning],
      [maybe-uninitialized stringop-overflow stringop-overread array-bounds restrict
       free-nonheap-object dangling-pointer use-after-free nonnull],
      [RTPENGINE_ADD_FLAG([WARNING_CXXFLAGS], [-Wno-error=]warning)])])
  AC_SUBST([WARNING_CXXFLAGS])
])
