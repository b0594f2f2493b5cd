//! The watermark options of `lightmark export`. Never decides where a mark goes.

use std::path::PathBuf;

use crate::problem::Problem;
use crate::provenance::edit::Edit;
use crate::provenance::watermark::{ImageMark, Ink, Place, TextMark};

/// Words or a picture on the result. Size and opacity hold for both where both are given; a recipe can set each
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Watermark")]
pub struct Marks {
    /// Words to put on the picture
    #[arg(long, value_name = "TEXT")]
    pub watermark_text: Option<String>,
    /// A picture to put on the picture; it is listed in the copy's history with the credentials that it has
    #[arg(long, value_name = "FILE")]
    pub watermark_image: Option<PathBuf>,
    /// top-left, top, top-right, left, center, right, bottom-left, bottom, bottom-right, or X%,Y% for its middle
    #[arg(long, value_name = "PLACE", value_parser = place)]
    pub watermark_at: Option<Place>,
    /// Place of the picture, where the words stand elsewhere
    #[arg(long, value_name = "PLACE", value_parser = place, requires = "watermark_image")]
    pub watermark_image_at: Option<Place>,
    /// Percent of the shorter side: the size of the letters, or the longer side of the mark's picture
    #[arg(long, value_name = "PERCENT")]
    pub watermark_size: Option<f64>,
    /// 1 to 100 percent
    #[arg(long, value_name = "PERCENT")]
    pub watermark_opacity: Option<f64>,
    /// Colour of the words: #rrggbb, white or black
    #[arg(long, value_name = "COLOR", value_parser = color)]
    pub watermark_color: Option<Ink>,
    /// Repeat the words all over the picture
    #[arg(long)]
    pub watermark_tile: bool,
}

impl Marks {
    /// Puts what was given in the place of what a recipe says.
    pub(super) fn put_on(&self, edit: &mut Edit) -> Result<(), Problem> {
        if let Some(text) = &self.watermark_text {
            edit.watermark_text.get_or_insert_with(TextMark::default).text.clone_from(text);
        }
        if let Some(path) = &self.watermark_image {
            // Recipes and records are texts, so the path has to be one.
            let file = path.to_str().ok_or_else(|| crate::problem!("export-mark-name"))?;
            file.clone_into(&mut edit.watermark_image.get_or_insert_with(ImageMark::default).file);
        }
        if edit.watermark_text.is_none() && (self.watermark_color.is_some() || self.watermark_tile)
            || edit.watermark_text.is_none() && edit.watermark_image.is_none() && self.places()
        {
            return Err(crate::problem!("export-mark-nothing"));
        }
        if let Some(mark) = &mut edit.watermark_image {
            mark.at = self.watermark_image_at.or(self.watermark_at).unwrap_or(mark.at);
            mark.size = self.watermark_size.unwrap_or(mark.size);
            mark.opacity = self.watermark_opacity.unwrap_or(mark.opacity);
        }
        if let Some(mark) = &mut edit.watermark_text {
            mark.at = self.watermark_at.unwrap_or(mark.at);
            mark.size = self.watermark_size.unwrap_or(mark.size);
            mark.opacity = self.watermark_opacity.unwrap_or(mark.opacity);
            mark.color = self.watermark_color.unwrap_or(mark.color);
            mark.tile |= self.watermark_tile;
        }
        Ok(())
    }

    fn places(&self) -> bool {
        self.watermark_at.is_some() || self.watermark_size.is_some() || self.watermark_opacity.is_some()
    }
}

fn place(text: &str) -> Result<Place, String> {
    Place::parse(text).ok_or_else(|| crate::tr!("export-cli-place"))
}

fn color(text: &str) -> Result<Ink, String> {
    Ink::parse(text).ok_or_else(|| crate::tr!("export-cli-color"))
}
