//! The page's commands, one file a screen. Each is one call of a method of [`recoup_app::Recoup`]: what it may be given,
//! what it answers and how it fails stands there. Names and arguments are those of `Backend` in `ui/src/api/types.ts`.

pub mod cases;
pub mod decisions;
pub mod dossier;
pub mod facts;
pub mod import;
pub mod overview;
pub mod papers;
pub mod settings;
pub mod shop;
