# RTPENGINE_YAML_CPP
# The configuration file's parser. Sets YAMLCPP_CFLAGS, YAMLCPP_LIBS.
AC_DEFUN([RTPENGINE_YAML_CPP], [
  PKG_CHECK_MODULES([YAMLCPP], [yaml-cpp >= 0.6], [],
    [AC_MSG_ERROR([yaml-cpp is needed (Debian: libyaml-cpp-dev)])])
])
