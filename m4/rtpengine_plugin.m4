# RTPENGINE_PLUGIN_FLAGS
# What every plugin is compiled and linked with. Sets PLUGIN_ONLY_CXXFLAGS and PLUGIN_ONLY_LDFLAGS and
# starts the list of plugins for the summary.
AC_DEFUN([RTPENGINE_PLUGIN_FLAGS], [
  PLUGIN_ONLY_CXXFLAGS="-fvisibility=hidden -fvisibility-inlines-hidden"
  # A unique symbol pins a shared object for good: dlclose does nothing and a reload runs old code.
  RTPENGINE_ADD_FLAG([PLUGIN_ONLY_CXXFLAGS], [-fno-gnu-unique])
  PLUGIN_ONLY_LDFLAGS=
  # A sanitizer's functions are resolved in the program, not by a library the plugin names.
  AS_IF([test "x$rtpengine_sanitizers" = xno && test "x$enable_fuzzing" = xno],
        [RTPENGINE_ADD_FLAG([PLUGIN_ONLY_LDFLAGS], [-Wl,-z,defs], [link])])
  AC_SUBST([PLUGIN_ONLY_CXXFLAGS])
  AC_SUBST([PLUGIN_ONLY_LDFLAGS])
  rtpengine_plugins_on=
  rtpengine_plugins_off=
])

# RTPENGINE_PLUGIN(NAME, HELP, [LIBRARIES], [SWITCH])
# One in-tree plugin: folder plugins/NAME, module rtpengine-NAME.so, switches --enable-NAME and
# --disable-NAME, automake conditional PLUGIN_NAME (upper case, dashes become underscores).
# LIBRARIES: VARIABLE=MODULE:PACKAGE words, separated by blanks: the pkg-config module that the
# plugin needs, substituted as VARIABLE_CFLAGS and VARIABLE_LIBS, and the Debian package that has it.
# SWITCH: name of an environment variable that, set to "no", stands for --disable-NAME.
# Default: on where the libraries are found. Asked for and not found: an error.
AC_DEFUN([RTPENGINE_PLUGIN], [
  m4_pushdef([var], [enable_[]m4_translit([$1], [-], [_])])
  AC_ARG_ENABLE([$1], [AS_HELP_STRING([--disable-$1], [leave out the plugin $1 ($2)])],
    [], [var=auto])
  m4_ifval([$4], [AS_IF([test "x$var" = xauto && test "x$$4" = xno], [var=no])])
  AS_IF([test "x$var" != xno], [
    rtpengine_missing=
    m4_foreach_w([library], [$3], [RTPENGINE_PLUGIN_LIBRARY(m4_bpatsubst(library, [[=:]], [,]))])
    AS_IF([test -z "$rtpengine_missing"], [var=yes],
      [test "x$var" = xyes],
      [AC_MSG_ERROR([--enable-$1: libraries are missing (Debian:$rtpengine_missing)])],
      [var=no
       rtpengine_plugins_off="$rtpengine_plugins_off $1(needs$rtpengine_missing)"])],
    [rtpengine_plugins_off="$rtpengine_plugins_off $1"])
  AS_IF([test "x$var" = xyes], [rtpengine_plugins_on="$rtpengine_plugins_on $1"])
  AM_CONDITIONAL([PLUGIN_]m4_translit([$1], [a-z-], [A-Z_]), [test "x$var" = xyes])
  m4_popdef([var])
])

# RTPENGINE_PLUGIN_LIBRARY(VARIABLE, MODULE, PACKAGE)
# Part of RTPENGINE_PLUGIN.
AC_DEFUN([RTPENGINE_PLUGIN_LIBRARY], [
  PKG_CHECK_MODULES([$1], [$2], [], [rtpengine_missing="$rtpengine_missing $3"])
])
