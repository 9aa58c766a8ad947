// Linked into every executable of a sanitizer build: what LeakSanitizer would report although nothing of ours leaks.
extern "C" const char* __lsan_default_suppressions();

extern "C" const char* __lsan_default_suppressions() {
  return "leak:sc_core::sc_event_timed::allocate\n";  // SystemC keeps its timed events in a free list for good
}
