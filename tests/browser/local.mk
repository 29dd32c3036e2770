# Calls of a real browser; see README.md. Skipped where there is no Chromium.
TESTS += %D%/browser_test.py
EXTRA_DIST += \
	%D%/README.md \
	%D%/browser_test.py \
	%D%/cases.py \
	%D%/chromium.py \
	%D%/network.py \
	%D%/page.html \
	%D%/page.js \
	%D%/phone.py \
	%D%/proxy.py
