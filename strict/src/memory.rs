//! The module's memory.

use talc::wasm::{WasmDynamicTalc, new_wasm_dynamic_allocator};
use zeroizing_alloc::ZeroAlloc;

/// Smaller than the standard library's allocator, and no slower for what lives as short as things live here. What is given
/// back is overwritten with zeros first: between two calls nothing of a pasted token is left in the module's memory.
#[global_allocator]
static MEMORY: ZeroAlloc<WasmDynamicTalc> = ZeroAlloc(new_wasm_dynamic_allocator());
