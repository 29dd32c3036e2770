# RTPENGINE_CXX20
# Make $CXX compile C++20, without language extensions, and remember which compiler it is.
# The switch goes into CXX, not CXXFLAGS: it must hold whatever CXXFLAGS make is called with.
AC_DEFUN([RTPENGINE_CXX20], [
  AC_CACHE_CHECK([whether $CXX compiles C++20 with -std=c++20], [rtpengine_cv_cxx20], [
    rtpengine_save_CXX="$CXX"
    CXX="$CXX -std=c++20"
    AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
      #include <concepts>
      #include <span>
      #include <version>
      template <std::integral T> constexpr T twice(T value) { return value * 2; }
      static_assert(twice(21) == 42);
      struct Point { int x; int y; auto operator<=>(const Point&) const = default; };
      constexpr Point origin{.x = 0, .y = 0};
      static_assert(origin == Point{});
    ]])], [rtpengine_cv_cxx20=yes], [rtpengine_cv_cxx20=no])
    CXX="$rtpengine_save_CXX"])
  AS_IF([test "x$rtpengine_cv_cxx20" != xyes],
        [AC_MSG_ERROR([a C++20 compiler is needed: g++ 12 or clang++ 14 and later (Debian: g++)])])
  CXX="$CXX -std=c++20"

  AC_CACHE_CHECK([whether the C++ compiler is clang], [rtpengine_cv_clang], [
    AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
      #ifndef __clang__
      #error another compiler
      #endif
    ]])], [rtpengine_cv_clang=yes], [rtpengine_cv_clang=no])])
])

# RTPENGINE_ADD_FLAG(VARIABLE, FLAG, [LINK])
# Append FLAG to VARIABLE when the compiler takes it without a warning. With LINK the test is one
# of the linker.
AC_DEFUN([RTPENGINE_ADD_FLAG], [
  AS_VAR_PUSHDEF([cached], [rtpengine_cv_flag_$2])
  AC_CACHE_CHECK([whether $CXX takes $2], [cached], [
    rtpengine_save_CXXFLAGS="$CXXFLAGS"
    rtpengine_save_LDFLAGS="$LDFLAGS"
    m4_ifval([$3], [LDFLAGS="$LDFLAGS $2"], [CXXFLAGS="$CXXFLAGS -Werror $2"])
    m4_ifval([$3],
      [AC_LINK_IFELSE([AC_LANG_PROGRAM()], [AS_VAR_SET([cached], [yes])],
                      [AS_VAR_SET([cached], [no])])],
      [AC_COMPILE_IFELSE([AC_LANG_PROGRAM()], [AS_VAR_SET([cached], [yes])],
                         [AS_VAR_SET([cached], [no])])])
    CXXFLAGS="$rtpengine_save_CXXFLAGS"
    LDFLAGS="$rtpengine_save_LDFLAGS"])
  AS_VAR_IF([cached], [yes], [AS_VAR_APPEND([$1], [" $2"])])
  AS_VAR_POPDEF([cached])
])
