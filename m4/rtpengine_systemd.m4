# RTPENGINE_SYSTEMD
# Readiness notification, and the folder for the service unit (--with-systemdsystemunitdir).
# Sets SYSTEMD_CFLAGS, SYSTEMD_LIBS, systemdsystemunitdir, conditional SYSTEMD_UNIT.
AC_DEFUN([RTPENGINE_SYSTEMD], [
  PKG_CHECK_MODULES([SYSTEMD], [libsystemd], [],
    [AC_MSG_ERROR([libsystemd is needed (Debian: libsystemd-dev)])])
  # Below the prefix, not where systemd's own file says: an installation without rights outside of
  # the prefix, and `make distcheck`, have to work.
  AC_ARG_WITH([systemdsystemunitdir],
    [AS_HELP_STRING([--with-systemdsystemunitdir=DIR],
       [folder for the service unit, or no (default: PREFIX/lib/systemd/system)])],
    [], [with_systemdsystemunitdir='${prefix}/lib/systemd/system'])
  AS_IF([test "x$with_systemdsystemunitdir" = xyes],
        [with_systemdsystemunitdir='${prefix}/lib/systemd/system'])
  AC_SUBST([systemdsystemunitdir], [$with_systemdsystemunitdir])
  AM_CONDITIONAL([SYSTEMD_UNIT], [test "x$with_systemdsystemunitdir" != xno])
])
