// The hardware that a run is on, as configs/schema/hardware.schema.json describes it.
#pragma once

#include <string>

#include "sim/engine/machine_config.h"
#include "traces/json/json_reader.h"

namespace skipgrid::sim {

/// A machine with a name.
struct Hardware : MachineConfig {
  std::string name;
};

/// `document` must have passed check() against hardware.schema.json, with nothing left to look up. Without a name of
/// its own, the hardware is called by dataflow and shape: "ws_32x32". Throws InputError that begins with `place` for
/// what a schema cannot say.
Hardware hardware_from_json(const Json& document, const std::string& place = "hardware");
/// Every key, defaults too.
Json to_json(const Hardware& hardware);

}  // namespace skipgrid::sim
