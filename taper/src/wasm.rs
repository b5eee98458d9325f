//! The boundary to JavaScript: two functions over plain memory.
//!
//! The page asks for memory ([`allocate`]), writes its request there as
//! UTF-8, and calls [`respond`], which gives the place and length of the
//! answer. Both stay where they are until the page asks for memory again: a
//! request is one round, and the next one begins with all memory free. So the
//! allocator only ever moves forward, which is a tenth of the size of a general
//! one, and nothing can leak.
//!
//! A panic traps: JavaScript sees an error, and the page falls back to what it
//! shows without the module.
#![allow(unsafe_code)]

use alloc::string::String;
use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32;
use core::panic::PanicInfo;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicUsize, Ordering};

use crate::page::answer;

/// A page of the module's memory, in bytes.
const PAGE: usize = 65_536;

/// Gives out memory from the end of the module's data upwards.
struct Forward {
    /// Where free memory begins; 0 before the first request.
    next: AtomicUsize,
}

#[global_allocator]
static MEMORY: Forward = Forward {
    next: AtomicUsize::new(0),
};

unsafe extern "C" {
    /// The linker's name for the end of the module's own data.
    static __heap_base: u8;
}

impl Forward {
    fn begin() -> usize {
        (&raw const __heap_base) as usize
    }

    /// Makes all memory free again.
    fn reset(&self) {
        self.next.store(Self::begin(), Ordering::Relaxed);
    }
}

// SAFETY: what was given out is never given out again before `reset`, which is
// called only when nothing of the round before is used any more. The module has
// one thread.
unsafe impl GlobalAlloc for Forward {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let next = self.next.load(Ordering::Relaxed).max(Self::begin());
        let place = next.next_multiple_of(layout.align());
        let Some(end) = place.checked_add(layout.size()) else {
            return null_mut();
        };
        let have = wasm32::memory_size::<0>() * PAGE;
        if end > have {
            let more = (end - have).div_ceil(PAGE);
            if wasm32::memory_grow::<0>(more) == usize::MAX {
                return null_mut();
            }
        }
        self.next.store(end, Ordering::Relaxed);
        place as *mut u8
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // The last piece grows where it is: texts are built that way.
        let end = place as usize + layout.size();
        if end == self.next.load(Ordering::Relaxed) {
            self.next.store(place as usize, Ordering::Relaxed);
        }
        // SAFETY: the alignment is one that was accepted before.
        let layout = unsafe { Layout::from_size_align_unchecked(size, layout.align()) };
        let least = size.min(end - place as usize);
        // SAFETY: as for every allocation.
        let new = unsafe { self.alloc(layout) };
        if !new.is_null() && new != place {
            // SAFETY: both are memory of this module and at least that long.
            unsafe { core::ptr::copy(place, new, least) };
        }
        new
    }
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    wasm32::unreachable()
}

/// Memory for a request of `length` bytes. Everything of the round before is
/// gone.
#[unsafe(no_mangle)]
pub extern "C" fn allocate(length: usize) -> *mut u8 {
    MEMORY.reset();
    let Ok(layout) = Layout::array::<u8>(length.max(1)) else {
        return null_mut();
    };
    // SAFETY: the layout is not empty.
    unsafe { MEMORY.alloc(layout) }
}

/// Answers the request in the memory at `place`. The upper half of the result is
/// the place of the answer, the lower its length.
///
/// # Safety
/// `place` comes from the last call of [`allocate`], with the same `length`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn respond(place: *const u8, length: usize) -> u64 {
    // SAFETY: the caller wrote `length` bytes there.
    let request = unsafe { core::slice::from_raw_parts(place, length) };
    let reply: String = match core::str::from_utf8(request) {
        Ok(request) => answer(request),
        Err(_) => String::from("outcome=errors\nerror=the request is not UTF-8\n"),
    };
    let reply = reply.leak();
    ((reply.as_ptr() as u64) << 32) | reply.len() as u64
}
