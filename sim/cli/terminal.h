// The screens that text goes to: how wide they are, and whether they show colours.
#pragma once

#include <cstddef>

namespace skipgrid::cli {

/// Characters of a line of stdout; kTableWidth when it is no terminal.
std::size_t columns_of_stdout();
/// Whether it shows colours: a terminal that can, of somebody who has not set NO_COLOR (no-color.org).
bool stdout_shows_colours();
/// Of stderr, which progress is shown on.
std::size_t columns_of_stderr();

}  // namespace skipgrid::cli
