// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/e_model.h"

#include <algorithm>
#include <cmath>

namespace rtpengine::media {
namespace {

constexpr double kNarrowband = 93.2;  // Ro - Is with all defaults (G.107 table 2)
constexpr double kWideband = 129;     // G.107.1

/// Idd, G.107 equations 3-27 and 3-28.
double delay_impairment(double delay_ms) {
  constexpr double kHarmless = 100;
  if (delay_ms <= kHarmless) return 0;
  const double x = std::log2(delay_ms / kHarmless);
  const auto root = [](double base) { return std::pow(1 + std::pow(base, 6), 1.0 / 6); };
  return 25 * (root(x) - 3 * root(x / 3) + 2);
}

/// Ie,eff, G.107 equation 3-29 for random loss.
double equipment_impairment(const Impairment& codec, double loss) {
  const double percent = 100 * std::clamp(loss, 0.0, 1.0);
  constexpr double kAllLost = 95;
  return codec.equipment +
         (kAllLost - codec.equipment) * percent / (percent + codec.loss_robustness);
}

}  // namespace

double transmission_rating(const SpeechPath& path) {
  const Impairment codec = impairment_of(path.codec);
  return (codec.wideband ? kWideband : kNarrowband) - delay_impairment(path.delay_ms) -
         equipment_impairment(codec, path.loss);
}

/// G.107 annex B. A wideband rating is brought to the scale of it first (G.107.1 annex A).
double mean_opinion_score(const SpeechPath& path) {
  constexpr double kLongerScale = 1.29;
  double rating = transmission_rating(path);
  if (impairment_of(path.codec).wideband) rating /= kLongerScale;
  rating = std::clamp(rating, 0.0, 100.0);
  const double score = 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6;
  return std::max(score, 1.0);
}

}  // namespace rtpengine::media
