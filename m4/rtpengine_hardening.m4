# RTPENGINE_HARDENING
# --disable-hardening: leave out what makes a memory error harder to exploit. On by default, off
# with sanitizers (they find the error itself, and FORTIFY hides it from them).
# Sets HARDENING_CXXFLAGS, HARDENING_LDFLAGS (everything), PIE_CXXFLAGS, PIE_LDFLAGS (programs).
AC_DEFUN([RTPENGINE_HARDENING], [
  AC_ARG_ENABLE([hardening],
    [AS_HELP_STRING([--disable-hardening],
       [leave out stack protector, FORTIFY_SOURCE, control flow protection, PIE, RELRO])],
    [], [enable_hardening=auto])
  AS_IF([test "x$rtpengine_sanitizers" = xyes || test "x$enable_fuzzing" = xyes], [
    AS_IF([test "x$enable_hardening" = xyes],
      [AC_MSG_ERROR([--enable-hardening does not go together with sanitizers or fuzzing])])
    enable_hardening=no])
  AS_IF([test "x$enable_hardening" = xauto], [enable_hardening=yes])
  HARDENING_CXXFLAGS=
  HARDENING_LDFLAGS=
  PIE_CXXFLAGS=
  PIE_LDFLAGS=
  AS_IF([test "x$enable_hardening" = xyes], [
    # FORTIFY_SOURCE does nothing, and warns, without optimisation.
    AS_CASE([" $CXXFLAGS "],
      [*" -O0 "*], [],
      [*" -O"*], [HARDENING_CXXFLAGS="-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"])
    RTPENGINE_ADD_FLAG([HARDENING_CXXFLAGS], [-fstack-protector-strong])
    RTPENGINE_ADD_FLAG([HARDENING_CXXFLAGS], [-fstack-clash-protection])
    RTPENGINE_ADD_FLAG([HARDENING_CXXFLAGS], [-fcf-protection])
    RTPENGINE_ADD_FLAG([HARDENING_LDFLAGS], [-Wl,-z,relro], [link])
    RTPENGINE_ADD_FLAG([HARDENING_LDFLAGS], [-Wl,-z,now], [link])
    RTPENGINE_ADD_FLAG([HARDENING_LDFLAGS], [-Wl,-z,noexecstack], [link])
    RTPENGINE_ADD_FLAG([PIE_CXXFLAGS], [-fPIE])
    RTPENGINE_ADD_FLAG([PIE_LDFLAGS], [-pie], [link])])
  AC_SUBST([HARDENING_CXXFLAGS])
  AC_SUBST([HARDENING_LDFLAGS])
  AC_SUBST([PIE_CXXFLAGS])
  AC_SUBST([PIE_LDFLAGS])
])
