# RTPENGINE_CRYPTO
# OpenSSL's libcrypto: randomness, digests, SRTP ciphers. Sets CRYPTO_CFLAGS, CRYPTO_LIBS.
AC_DEFUN([RTPENGINE_CRYPTO], [
  PKG_CHECK_MODULES([CRYPTO], [libcrypto >= 3.0], [],
    [AC_MSG_ERROR([OpenSSL 3 is needed (Debian: libssl-dev)])])
])
