// A text cut into as many parallel streams as the batch is wide, read T steps at a time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/network/batch.h"

namespace skipgrid::models {

/// Sample b reads the b-th of `batch` equal stretches of the text; what does not fill a stretch, or a last iteration of
/// `steps`, is left out. The target of a token is the token after it.
class TokenStream {
 public:
  /// Throws InputError (place: `name`) when the text is too short for one iteration.
  TokenStream(const std::vector<std::int32_t>& tokens, int batch, int steps, const std::string& name);

  int iterations() const { return iterations_; }
  /// Valid until the next call.
  const Batch& at(int iteration);

 private:
  const std::vector<std::int32_t>& tokens_;
  int samples_, steps_;
  std::int64_t stretch_;
  int iterations_;
  std::vector<std::int32_t> inputs_, targets_;
  Batch batch_;
};

}  // namespace skipgrid::models
