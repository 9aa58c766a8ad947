#include "sim/array/array_model.h"

#include "sim/array/pe/pe_array.h"
#include "sim/array/tile/tile_array.h"

namespace skipgrid::sim {

std::unique_ptr<ArrayModel> make_array(Engine engine, const ArrayConfig& config, const char* name) {
  if (engine == Engine::pe) return std::make_unique<PeArray>(name, config);
  return std::make_unique<TileArray>(name, config);
}

}  // namespace skipgrid::sim
