//! The stages in order, on one screen. The only file that knows the order.
