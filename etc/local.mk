# The sample configuration and the service unit.
configdir = $(sysconfdir)/rtpengine
EXTRA_DIST += %D%/README.md %D%/rtpengine.yaml %D%/rtpengine.service.in

# make expands the folders, not configure: they may be given to make.
%D%/rtpengine.service: %D%/rtpengine.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	$(SED) -e 's|@sbindir[@]|$(sbindir)|g' -e 's|@sysconfdir[@]|$(sysconfdir)|g' \
	  $(srcdir)/etc/rtpengine.service.in >$@.tmp && mv $@.tmp $@
CLEANFILES += %D%/rtpengine.service
if SYSTEMD_UNIT
systemdsystemunit_DATA = %D%/rtpengine.service
endif

# A configuration that is there stays as it is.
install-data-local:
	$(MKDIR_P) "$(DESTDIR)$(configdir)"
	test -e "$(DESTDIR)$(configdir)/rtpengine.yaml" || \
	  $(INSTALL_DATA) $(srcdir)/etc/rtpengine.yaml "$(DESTDIR)$(configdir)/rtpengine.yaml"
# Removed only if nobody changed it.
uninstall-local:
	if cmp -s $(srcdir)/etc/rtpengine.yaml "$(DESTDIR)$(configdir)/rtpengine.yaml"; then \
	  rm -f "$(DESTDIR)$(configdir)/rtpengine.yaml"; \
	fi
