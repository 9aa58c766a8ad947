// The hardware that a run is on, as configs/schema/hardware.schema.json describes it.
#pragma once

#include <string>

#include "sim/array/array_config.h"
#include "sim/config/json_reader.h"

namespace skipgrid::sim {

struct Hardware {
  std::string name;
  ArrayConfig array;
};

/// `document` must have passed check() against hardware.schema.json. Without a name of its own, the hardware is called
/// by dataflow and shape: "ws_32x32".
Hardware hardware_from_json(const Json& document);
/// Every key, defaults too.
Json to_json(const Hardware& hardware);

}  // namespace skipgrid::sim
