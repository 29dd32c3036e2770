// SPDX-License-Identifier: GPL-3.0-or-later
//
// roff from option tables. No date stands in the pages, so that a build can be repeated.
#include "app/manual.h"

#include <algorithm>

#include "app/help.h"
#include "app/option_catalog.h"
#include "plugin/option_check.h"

namespace rtpengine::app {
namespace {

std::string title(const std::string& page, const std::string& section) {
  return ".\\\" Generated from the option tables of the program.\n.TH " + page + " " + section +
         " \"\" \"rtpengine " RTPENGINE_VERSION "\" \"rtpengine\"\n";
}

std::string heading(const std::string& text) { return ".SH " + text + "\n"; }

std::string bold(const std::string& text) { return "\\fB" + roff_escape(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + roff_escape(text) + "\\fR"; }

std::string paragraph(const std::string& text) { return ".PP\n" + roff_escape(text) + "\n"; }

std::string tagged(const std::string& tag, const std::string& text) {
  return ".TP\n" + tag + "\n" + roff_escape(text) + "\n";
}

std::string example(const std::string& text) {
  std::string lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines += roff_escape(text.substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return ".PP\n.RS 4\n.nf\n" + lines + ".fi\n.RE\n";
}

std::string option_tag(const CatalogEntry& entry) {
  std::string tag;
  if (entry.short_name) tag = bold(std::string("-") + entry.short_name) + ", ";
  tag += bold("--" + entry.name);
  if (entry.takes_value()) tag += "=" + italic(entry.placeholder);
  return tag;
}

std::string all_options(const OptionCatalog& catalog) {
  std::string text;
  for (const std::string& owner : catalog.owners()) {
    text += ".SS " + roff_escape(owner_heading(owner)) + "\n";
    for (const CatalogEntry* entry : catalog.entries())
      if (entry->owner == owner) text += tagged(option_tag(*entry), description(*entry));
  }
  return text;
}

bool has_key(const CatalogEntry& entry) {
  return !entry.has(kTopLevel) && !entry.has(kCommandLineOnly);
}

std::string key_text(const CatalogEntry& entry) {
  std::string text = description(entry);
  if (entry.key_negated) text = "The opposite of the option --" + entry.name + ": " + text;
  return text;
}

std::string key_tag(const CatalogEntry& entry) {
  std::string kind(plugin::option_type_name(entry.type));
  if (entry.repeatable) kind = "list of " + kind;
  return bold(entry.key) + " (" + italic(kind) + ")";
}

std::string all_keys(const OptionCatalog& catalog) {
  std::string text;
  for (const std::string& owner : catalog.owners()) {
    text += ".SS Section " + roff_escape(owner) + "\n";
    for (const CatalogEntry* entry : catalog.entries()) {
      if (entry->owner == owner && has_key(*entry))
        text += tagged(key_tag(*entry), key_text(*entry));
    }
  }
  return text;
}

std::string signals() {
  return heading("SIGNALS") +
         tagged(bold("SIGTERM") + ", " + bold("SIGINT"), "End all calls and exit with status 0.") +
         tagged(bold("SIGHUP"),
                "Read the configuration again. The log says for each changed option whether it is "
                "in effect, needs a restart, or waits until its plugin is replaced by the command "
                "'plugins reload NAME'. A configuration with an error changes nothing.") +
         tagged(bold("SIGUSR1"), "Write fewer lines to the log: lower the log level by one.") +
         tagged(bold("SIGUSR2"), "Write more lines to the log: raise the log level by one.");
}

std::string top_level() {
  return heading("TOP OF THE FILE") +
         tagged(bold("load-plugin") + " (" + italic("list") + ")",
                "The plugins to load, in this order: names, or maps with the keys name, path and "
                "required. The file of a plugin is rtpengine-NAME.so in the folder of plugins. A "
                "plugin that is required, the default, and cannot be loaded stops the start. "
                "Without this key every plugin of the folder is loaded, and one that cannot be "
                "loaded, or whose name or options are those of somebody else, is left out with a "
                "warning.") +
         tagged(bold("plugin-dir") + " (" + italic("text") + ")",
                "Folder that plugins are loaded from.") +
         tagged(bold("instances") + " (" + italic("map") + ")",
                "Settings for several daemons in one file. --config-section=NAME takes the entry "
                "NAME and lays it over the rest of the file: maps are merged, everything else is "
                "replaced.");
}

}  // namespace

std::string roff_escape(const std::string& text) {
  std::string out;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) out += "\\&";
    line_start = c == '\n';
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if (c == '\'') {
      out += "\\(aq";
    } else {
      out += c;
    }
  }
  return out;
}

std::string program_manual() {
  return title("RTPENGINE", "1") + heading("NAME") + "rtpengine \\- media proxy for SIP\n" +
         heading("SYNOPSIS") + bold("rtpengine") + " [" + italic("OPTION") + "]...\n" +
         heading("DESCRIPTION") +
         "A SIP proxy sends the session descriptions of calls to rtpengine, which rewrites them "
         "so that all media flows through it, and then relays the media.\n" +
         paragraph(
             "Most features are plugins; rtpengine --list-plugins names those that are "
             "there. An option of a plugin that is not loaded is accepted with a warning.") +
         paragraph(
             "At least one --interface is needed. With no control listener configured the "
             "plugin ng listens on 127.0.0.1:2223.") +
         heading("OPTIONS") +
         "An option is written --name=value or --name value, a short one -x value. Flags take no "
         "value, or =yes or =no. Each option is also a key of the configuration file, and the "
         "command line wins. Times are seconds, or numbers with the suffix ms, s, m or h.\n" +
         all_options(OptionCatalog()) + signals() + heading("EXIT STATUS") +
         "0 after an orderly end, or when what was asked for was printed; 1 after an error, which "
         "is on standard error and in the log. A daemon that goes into the background returns to "
         "the shell when it is ready, or with the error.\n" +
         heading("FILES") +
         tagged(italic("rtpengine/rtpengine.yaml") + " in the system's configuration folder",
                "The configuration file, if none is named; it may be missing.") +
         heading("EXAMPLES") +
         example(
             "rtpengine --interface=10.64.73.31 --interface=2001:db8::4f3:3d \\\n"
             "  --listen-ng=127.0.0.1:2223 --tos=184 --pidfile=/run/rtpengine.pid") +
         heading("SEE ALSO") + bold("rtpengine.yaml") + "(5)\n";
}

std::string file_manual() {
  return title("RTPENGINE.YAML", "5") + heading("NAME") +
         "rtpengine.yaml \\- configuration of rtpengine\n" + heading("DESCRIPTION") +
         "A YAML document: a map of sections, each a map of options. Section core holds the "
         "options of the daemon, section log those of the log, and each plugin has a section of "
         "its own name. Options on the command line win over the file; for a list this means the "
         "whole list.\n" +
         paragraph(
             "rtpengine --check-config reads the file, names the first error with its line, "
             "and prints the configuration that is in effect.") +
         top_level() + heading("VALUES") +
         "A flag is true, yes, on, false, no or off. A time (type seconds) is a number of "
         "seconds, or a number with the suffix ms, s, m or h. An endpoint is [address:]port, with "
         "IPv6 addresses in brackets. Where a list is expected one value may stand alone.\n" +
         paragraph(
             "An entry of interface is a text as on the command line, or a map with the "
             "keys name, address, advertised, port-min and port-max.") +
         heading("SECTIONS") + all_keys(OptionCatalog()) + heading("EXAMPLE") +
         example(
             "load-plugin: [ng]\n"
             "core:\n"
             "  interface:\n"
             "    - pub/192.0.2.67!203.0.113.4\n"
             "    - {name: priv, address: 10.35.2.75, port-min: 40000, port-max: 41999}\n"
             "  timeout: 60s\n"
             "log: {level: 6, facility: local0}\n"
             "ng: {listen-ng: \"127.0.0.1:2223\"}\n") +
         heading("SEE ALSO") + bold("rtpengine") + "(1)\n";
}

}  // namespace rtpengine::app
