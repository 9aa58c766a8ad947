// What signals do to the program.
#pragma once

namespace skipgrid::cli {

/// For SIGINT, SIGTERM and SIGHUP: files that are not finished are removed, one line says so, and the program ends by
/// the signal. Those that are ignored stay ignored. SIGPIPE and SIGXFSZ end nothing: whoever writes gets an error, as
/// of a full disk.
void handle_signals();

/// From now on such an end clears the line on the terminal, too.
void clear_line_at_end();

}  // namespace skipgrid::cli
