# RTPENGINE_ZLIB
# zlib: CRC-32 of STUN messages. Sets ZLIB_CFLAGS, ZLIB_LIBS.
AC_DEFUN([RTPENGINE_ZLIB], [
  PKG_CHECK_MODULES([ZLIB], [zlib >= 1.2.9], [],
    [AC_MSG_ERROR([zlib is needed (Debian: zlib1g-dev)])])
])
