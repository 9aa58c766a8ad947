// Whether what repeats wave after wave is gone through once and then added as often as it comes.
#pragma once

namespace skipgrid::sim {

/// On changes no count and no cycle. A machine that someone observes, or of the `pe` engine, goes through every wave.
enum class FastForward { off, on };

}  // namespace skipgrid::sim
