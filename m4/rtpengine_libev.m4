# RTPENGINE_LIBEV
# The event loop. Has no pkg-config file on Debian. Sets LIBEV_CFLAGS, LIBEV_LIBS.
AC_DEFUN([RTPENGINE_LIBEV], [
  AC_ARG_VAR([LIBEV_CFLAGS], [C++ compiler flags for libev])
  AC_ARG_VAR([LIBEV_LIBS], [linker flags for libev])
  rtpengine_save_LIBS="$LIBS"
  rtpengine_save_CPPFLAGS="$CPPFLAGS"
  AS_IF([test -z "$LIBEV_LIBS"], [LIBEV_LIBS="-lev"])
  LIBS="$LIBEV_LIBS $LIBS"
  CPPFLAGS="$CPPFLAGS $LIBEV_CFLAGS"
  AC_MSG_CHECKING([for libev])
  AC_LINK_IFELSE([AC_LANG_PROGRAM([[
      #include <ev.h>
      #if EV_VERSION_MAJOR < 4
      #error too old
      #endif
    ]], [[ return ev_version_major() < 4; ]])],
    [AC_MSG_RESULT([yes])],
    [AC_MSG_RESULT([no])
     AC_MSG_ERROR([libev 4 is needed (Debian: libev-dev)])])
  LIBS="$rtpengine_save_LIBS"
  CPPFLAGS="$rtpengine_save_CPPFLAGS"
])
