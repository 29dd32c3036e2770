# RTPENGINE_SUMMARY
# Last lines of ./configure: what is on and what is off.
AC_DEFUN([RTPENGINE_SUMMARY], [
  AC_MSG_NOTICE([
  $PACKAGE_NAME $PACKAGE_VERSION
    prefix ............... $prefix
    compiler ............. $CXX ($CXXFLAGS)
    plugins .............. ${rtpengine_plugins_on:- none}
    plugins left out ..... ${rtpengine_plugins_off:- none}
    warnings are errors .. $enable_werror
    hardening ............ $enable_hardening
    sanitizers ........... $enable_sanitizers
    fuzzing .............. $enable_fuzzing
    coverage ............. $enable_coverage
    tests ................ $enable_tests
    service unit in ...... $with_systemdsystemunitdir
  ])
])
