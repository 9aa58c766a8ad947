// How wide the screens are that text goes to.
#pragma once

#include <cstddef>

namespace skipgrid::cli {

/// Characters of a line of stdout; kTableWidth when it is no terminal.
std::size_t columns_of_stdout();
/// Of stderr, which progress is shown on.
std::size_t columns_of_stderr();

}  // namespace skipgrid::cli
