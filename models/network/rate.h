// How much one connection of a network drops: a number of its own, or what the experiment says for such connections.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "models/dropout.h"
#include "models/network/signal.h"
#include "traces/json/json_object.h"

namespace skipgrid::models {

struct Rate {
  enum class Source : std::uint8_t { fixed, nr, rh, output };
  Source source = Source::fixed;
  double value = 0.0;  ///< in [0, 1); of a fixed one

  double in(const DropoutConfig& dropout) const {
    switch (source) {
      case Source::nr: return dropout.nr;
      case Source::rh: return dropout.rh;
      case Source::output: return dropout.output_rate();
      case Source::fixed: break;
    }
    return value;
  }
};

/// A number in [0, 1), or "nr", "rh" or "output". Throws InputError.
Rate read_rate(JsonObject& fields, const std::string& key, Rate otherwise);
std::optional<Rate> read_optional_rate(JsonObject& fields, const std::string& key);
nlohmann::json to_json(const Rate& rate);

/// "dropout" of a layer that may drop what it reads and what it computes: {"input": rate, "output": rate}, neither
/// required. Throws InputError.
void read_rates(JsonObject& fields, std::optional<Rate>& input, std::optional<Rate>& output);
void write_rates(const std::optional<Rate>& input, const std::optional<Rate>& output, nlohmann::json& json);

/// Throws InputError at `place` when a rate is stated for inputs that have all been dropped by the layers they come
/// from.
void check_input_rate(const std::optional<Rate>& rate, const std::vector<Signal>& inputs, const std::string& place);

}  // namespace skipgrid::models
