// Whether what a trace's masks drop enters the array.
#pragma once

namespace skipgrid::sim {

enum class Skipping { off, on };

}  // namespace skipgrid::sim
