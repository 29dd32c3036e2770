// SPDX-License-Identifier: GPL-3.0-or-later
//
// The stages of plugins that stand in the routes of one media.
#pragma once

#include <memory>
#include <vector>

#include "call/plugin_stage.h"

namespace rtpengine::call {

class Media;

/// Worker's thread. Owned by the media.
class StageSet {
 public:
  explicit StageSet(Media& media) : media_(media) {}
  StageSet(const StageSet&) = delete;
  StageSet& operator=(const StageSet&) = delete;

  /// Ask all providers of the call which streams of the media they are wanted for, and attach what
  /// is new. What is not wanted any more is not named by append from now on; it is taken up again
  /// if a further update wants it before it is detached.
  void update();
  /// Whether a stage of this plugin was wanted at the last update, and could not be made.
  bool lacks(const base::PluginCopy& plugin) const;
  /// Whether a stage of this plugin stands in a stream.
  bool has(const base::PluginCopy& plugin) const;
  /// Detach what is not wanted any more, once it is out of the routes.
  void detach_left() { left_.clear(); }
  /// Let none be wanted.
  void leave_all();

  /// Add the stages of one stream to these: those of its ingress, or those of its egress.
  void append(media::Component component, bool outgoing, std::vector<media::Stage*>& stages) const;

 private:
  struct Entry {
    media::Component component;
    std::unique_ptr<PluginStage> stage;
  };

  void update(const StageExtension& extension, media::Component component,
              std::vector<Entry>& kept);
  bool wanted(const StageExtension& extension, const StreamInfo& info) const;
  /// Move the stage of this extension over, if it is among these.
  static bool take_over(std::vector<Entry>& from, const StageExtension& extension,
                        media::Component component, std::vector<Entry>& kept);
  /// Whether a stage may stand in a stream of this media at all.
  bool admits(const StageSpec& spec, media::Component component) const;

  Media& media_;
  std::vector<Entry> entries_;  ///< in the order of their plugins
  std::vector<Entry> left_;
  std::vector<const base::PluginCopy*> lacking_;
};

}  // namespace rtpengine::call
