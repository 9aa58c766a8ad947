// The hardware that a run is on, as configs/schema/hardware.schema.json describes it.
#pragma once

#include <string>

#include "sim/engine/machine_config.h"
#include "traces/json/schema.h"

namespace skipgrid::sim {

/// A machine with a name.
struct Hardware {
  std::string name;
  MachineConfig machine;
};

/// What hardware without a name of its own is called: "ws_32x32".
std::string default_name(const ArrayConfig& array);

/// `document` must have passed check() against hardware.schema.json, with nothing left to look up. Throws InputError
/// for what a schema cannot say; `place_of` is asked for places in the document.
Hardware hardware_from_json(const Json& document, const PlaceOf& place_of = in_file("hardware"));
/// Every key, defaults too, but for energy.
Json to_json(const Hardware& hardware);

}  // namespace skipgrid::sim
