# RTPENGINE_SANITIZERS
# --enable-sanitizers=LIST: address, undefined, leak, thread, separated by commas; without a list
# address,undefined. Refuses what the compilers cannot combine.
# Sets SANITIZER_FLAGS (compiler and linker), rtpengine_sanitizers (yes or no).
AC_DEFUN([RTPENGINE_SANITIZERS], [
  AC_ARG_ENABLE([sanitizers],
    [AS_HELP_STRING([--enable-sanitizers=LIST],
       [address, undefined, leak, thread, separated by commas (default of LIST:
        address,undefined)])],
    [], [enable_sanitizers=no])
  AS_IF([test "x$enable_sanitizers" = xyes], [enable_sanitizers=address,undefined])
  SANITIZER_FLAGS=
  rtpengine_sanitizers=no
  AS_IF([test "x$enable_sanitizers" != xno], [
    rtpengine_sanitizers=yes
    rtpengine_has_thread=no
    rtpengine_has_memory=no
    for sanitizer in `AS_ECHO(["$enable_sanitizers"]) | tr ',' ' '`; do
      AS_CASE([$sanitizer],
        [address|leak], [rtpengine_has_memory=yes],
        [thread], [rtpengine_has_thread=yes],
        [undefined], [],
        [AC_MSG_ERROR([--enable-sanitizers: "$sanitizer" is none of address, undefined, leak, thread])])
    done
    AS_IF([test "x$rtpengine_has_thread$rtpengine_has_memory" = xyesyes],
      [AC_MSG_ERROR([--enable-sanitizers: thread does not go together with address or leak])])
    SANITIZER_FLAGS="-fsanitize=$enable_sanitizers -fno-sanitize-recover=all -fno-omit-frame-pointer"
    rtpengine_save_CXXFLAGS="$CXXFLAGS"
    CXXFLAGS="$CXXFLAGS $SANITIZER_FLAGS"
    AC_MSG_CHECKING([whether $CXX links with -fsanitize=$enable_sanitizers])
    AC_LINK_IFELSE([AC_LANG_PROGRAM()], [AC_MSG_RESULT([yes])], [
      AC_MSG_RESULT([no])
      AC_MSG_ERROR([the sanitizers' libraries are missing (Debian: libasan8 libubsan1 libtsan2 with g++, libclang-rt-14-dev with clang++)])])
    CXXFLAGS="$rtpengine_save_CXXFLAGS"
    dnl g++ takes what the sanitizers add for uses of uninitialized memory (its manual says so).
    RTPENGINE_ADD_FLAG([SANITIZER_FLAGS], [-Wno-maybe-uninitialized])])
  AC_SUBST([SANITIZER_FLAGS])
  AM_CONDITIONAL([SANITIZERS], [test "x$rtpengine_sanitizers" = xyes])
])
