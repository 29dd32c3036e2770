# RTPENGINE_SRTP
# SRTP transforms. Sets SRTP_CFLAGS, SRTP_LIBS.
AC_DEFUN([RTPENGINE_SRTP], [
  PKG_CHECK_MODULES([SRTP], [libsrtp2 >= 2.4], [],
    [AC_MSG_ERROR([libsrtp 2.4 is needed (Debian: libsrtp2-dev)])])
])
