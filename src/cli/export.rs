//! `lightmark export`: from arguments and recipes to an edit. Never decides how an edit is recorded.

use std::path::PathBuf;
use std::process::ExitCode;

use self::marks::Marks;
use super::sign::{self, Stamped, Stated, destination, existing};
use super::{exit, output};
use crate::problem::Problem;
use crate::provenance::edit::{
    CarriedMetadata, Color, Cover, Crop, EDITED_NAME_PATTERN, Export, ExportFormat, Lossless, Rect, Region, Resize,
};
use crate::provenance::rights_statement::RightsStatement;
use crate::workflow::recipe::{self, Recipe};
use crate::workflow::sign::{SignPlan, Subject, Target};

mod marks;

/// Edit and export pictures, with a record of what was done
///
/// Parts are covered first, by their place in the upright original; then the picture is turned, mirrored, straightened,
/// cropped (as it stands then), resized, and its colours changed.
///
/// A JPEG that is only turned, mirrored or cropped on its grid of blocks keeps its own values: nothing is encoded anew,
/// unless quality or subsampling is given.
#[derive(Debug, Clone, clap::Args)]
pub struct ExportCommand {
    /// Pictures to edit; folders are walked
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Whose signature: an id from `lightmark identity list`
    #[arg(long, value_name = "ID")]
    pub identity: String,
    /// Name of the copy, for one picture only; its ending says the format
    #[arg(long, short = 'o', value_name = "FILE", conflicts_with = "out")]
    pub output: Option<PathBuf>,
    /// Folder for the copies (default: beside each original)
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Name of a copy without its ending; {name} is the original's
    #[arg(long, value_name = "PATTERN", default_value = EDITED_NAME_PATTERN)]
    pub name_pattern: String,
    /// Overwrite existing files at the target
    #[arg(long)]
    pub overwrite: bool,
    /// Export also where a picture's present Content Credentials are broken; the history will show it
    #[arg(long)]
    pub allow_broken_parent: bool,
    /// A recipe to start from, by name (`lightmark recipe list`) or file; what else is given here goes before it
    #[arg(long, value_name = "NAME|FILE")]
    pub recipe: Option<PathBuf>,
    #[command(flatten)]
    pub shape: Shape,
    #[command(flatten)]
    pub look: Look,
    #[command(flatten)]
    pub marks: Marks,
    #[command(flatten)]
    pub written: Written,
    #[command(flatten)]
    pub stated: Stated,
    #[command(flatten)]
    pub stamped: Stamped,
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// Where things are in the picture, and how large it is
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Shape")]
pub struct Shape {
    /// What stays: X,Y,W,H in pixels, or a ratio such as 4:5
    #[arg(long, value_name = "X,Y,W,H|A:B", value_parser = crop)]
    pub crop: Option<Crop>,
    /// Degrees clockwise; whole quarters turn without loss, the rest straightens by up to 45
    #[arg(long, value_name = "DEG", allow_negative_numbers = true)]
    pub rotate: Option<f64>,
    /// Exchange left and right
    #[arg(long)]
    pub mirror: bool,
    /// WxH in pixels, or the longest side alone
    #[arg(long, value_name = "WxH|SIDE", value_parser = resize)]
    pub resize: Option<Resize>,
    /// Blur a part beyond recognition
    #[arg(long, value_name = "X,Y,W,H", value_parser = rect)]
    pub blur: Vec<Rect>,
    /// Pixelate a part
    #[arg(long, value_name = "X,Y,W,H", value_parser = rect)]
    pub pixelate: Vec<Rect>,
    /// Paint a part black
    #[arg(long, value_name = "X,Y,W,H", value_parser = rect)]
    pub black_out: Vec<Rect>,
}

/// Brightness and colour
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Brightness and colour")]
#[allow(missing_docs, reason = "each is a slider of the same name")]
pub struct Look {
    /// In EV, -5 to 5
    #[arg(long, value_name = "EV", allow_negative_numbers = true)]
    pub exposure: Option<f64>,
    /// -100 to 100, as are the next
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub contrast: Option<f64>,
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub highlights: Option<f64>,
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub shadows: Option<f64>,
    /// Towards warm, or cold when negative
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub temperature: Option<f64>,
    /// Towards magenta, or green when negative
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub tint: Option<f64>,
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub saturation: Option<f64>,
    #[arg(long)]
    pub black_and_white: bool,
    /// 0 to 100
    #[arg(long, value_name = "N")]
    pub sharpen: Option<f64>,
}

/// How the copy is written
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Format")]
pub struct Written {
    /// jpeg, png, tiff, webp or avif (default: by the name of the copy, else as the original)
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    pub format: Option<ExportFormat>,
    /// JPEG and AVIF quality, 1 to 100
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=100))]
    pub quality: Option<u8>,
    /// JPEG that comes into sight step by step
    #[arg(long)]
    pub progressive: bool,
    /// JPEG with colour at half the resolution (4:2:0)
    #[arg(long)]
    pub subsample: bool,
    /// Keep a JPEG that is only turned, mirrored or cropped from being encoded anew, by cutting off a few pixels (up to
    /// 15, mostly) where an edge does not fall on its grid of blocks
    #[arg(long, conflicts_with_all = ["quality", "subsample"])]
    pub trim: bool,
    /// Convert colours to sRGB, for the web; short for --icc srgb
    #[arg(long, conflicts_with = "icc")]
    pub srgb: bool,
    /// What of the original's EXIF, XMP and IPTC goes along: none, public (no position, serial numbers, contact
    /// details, people or history), marketing or all [default: public]
    #[arg(long, value_name = "WHAT", value_parser = metadata)]
    pub metadata: Option<CarriedMetadata>,
    /// Colours: keep (the original's profile), srgb or display-p3
    #[arg(long, value_name = "SPACE", value_parser = color)]
    pub icc: Option<Color>,
}

/// Edits, signs and prints. Exit codes are those of `lightmark sign`.
pub fn run(command: &ExportCommand) -> ExitCode {
    let plan = match command.plan() {
        Ok(plan) => plan,
        Err(problem) => {
            output::say(&problem);
            return ExitCode::from(exit::USAGE);
        }
    };
    let order = sign::Order { paths: &command.paths, identity: &command.identity, plan: &plan, json: command.json };
    sign::carry_out(&order, &|_| {})
}

impl ExportCommand {
    fn plan(&self) -> Result<SignPlan, Problem> {
        let recipe = self.recipe.as_deref().map_or_else(|| Ok(Recipe::default()), recipe::find)?;
        let said = self.rights(&recipe)?;
        let export = self.export(recipe)?;
        if let Some(field) = export.edit.fault() {
            return Err(crate::problem!("export-out-of-range", field = field));
        }
        let target = Target {
            destination: destination(self.output.as_deref(), self.out.as_deref(), false),
            name_pattern: self.name_pattern.clone(),
            existing: existing(self.overwrite),
            sidecar: false,
        };
        Ok(SignPlan {
            rights_in_file: Some(said.clone()),
            statement: said.into_statement(),
            allow_broken_parent: self.allow_broken_parent,
            asked: self.stamped.asked(),
            ..SignPlan::new(Subject::Edited(export), target)
        })
    }

    /// What is stated: what was given here, and where that is silent what the recipe says.
    fn rights(&self, recipe: &Recipe) -> Result<RightsStatement, Problem> {
        let said = RightsStatement::from(self.stated.statement());
        if recipe.rights == RightsStatement::default() {
            return Ok(said);
        }
        let said = said.over(recipe.rights.clone()).filled(jiff::Zoned::now().year());
        said.ok_or_else(|| crate::problem!("rights-creator"))
    }

    /// The recipe, with what was given here in its place.
    fn export(&self, recipe: Recipe) -> Result<Export, Problem> {
        let Recipe { mut edit, mut output, .. } = recipe;
        let (shape, look, written) = (&self.shape, &self.look, &self.written);
        let covered =
            [(&shape.blur, Cover::Blur), (&shape.pixelate, Cover::Pixelate), (&shape.black_out, Cover::BlackOut)];
        for (rects, method) in covered {
            edit.regions.extend(rects.iter().map(|&rect| Region { rect, method }));
        }
        if let Some(degrees) = shape.rotate {
            (edit.quarter_turns, edit.straighten) = turns(degrees);
        }
        edit.mirror |= shape.mirror;
        edit.crop = shape.crop.or(edit.crop);
        edit.resize = shape.resize.or(edit.resize);
        let tone = &mut edit.tone;
        let sliders = [
            (look.exposure, &mut tone.exposure),
            (look.contrast, &mut tone.contrast),
            (look.highlights, &mut tone.highlights),
            (look.shadows, &mut tone.shadows),
            (look.temperature, &mut tone.temperature),
            (look.tint, &mut tone.tint),
            (look.saturation, &mut tone.saturation),
            (look.sharpen, &mut edit.sharpen),
        ];
        for (given, value) in sliders {
            *value = given.unwrap_or(*value);
        }
        tone.black_and_white |= look.black_and_white;
        self.marks.put_on(&mut edit)?;
        let ending =
            self.output.as_deref().and_then(|file| file.extension()?.to_str().and_then(ExportFormat::from_ending));
        output.format = written.format.or(ending).or(output.format);
        output.quality = written.quality.unwrap_or(output.quality);
        output.progressive |= written.progressive;
        output.subsample |= written.subsample;
        if written.quality.is_some() || written.subsample {
            output.lossless = Lossless::Never;
        } else if written.trim {
            output.lossless = Lossless::Trim;
        }
        output.metadata = written.metadata.unwrap_or(output.metadata);
        output.color = written.icc.or(written.srgb.then_some(Color::Srgb)).unwrap_or(output.color);
        Ok(Export { edit, output })
    }
}

/// Whole quarters, and what is left to straighten (−45 to 45 degrees).
fn turns(degrees: f64) -> (u8, f64) {
    if !degrees.is_finite() {
        return (0, f64::NAN);
    }
    let quarters = (degrees / 90.0).round();
    let turns = quarters.rem_euclid(4.0) as u8;
    (turns, degrees - quarters * 90.0)
}

fn rect(text: &str) -> Result<Rect, String> {
    let numbers: Option<Vec<u32>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
    match numbers.as_deref() {
        Some(&[x, y, width, height]) if width > 0 && height > 0 => Ok(Rect { x, y, width, height }),
        _ => Err(crate::tr!("export-cli-rect")),
    }
}

fn crop(text: &str) -> Result<Crop, String> {
    match text.split_once(':') {
        None => rect(text).map(Crop::Rect).map_err(|_| crate::tr!("export-cli-crop")),
        Some((across, down)) => match (across.trim().parse(), down.trim().parse()) {
            (Ok(across), Ok(down)) if across > 0 && down > 0 => Ok(Crop::Ratio(across, down)),
            _ => Err(crate::tr!("export-cli-crop")),
        },
    }
}

fn resize(text: &str) -> Result<Resize, String> {
    let side = |text: &str| text.trim().parse::<u32>().ok().filter(|side| *side > 0);
    let parsed = match text.split_once(['x', 'X', '×']) {
        None => side(text).map(Resize::Within),
        Some((width, height)) => side(width).zip(side(height)).map(|(width, height)| Resize::Exact(width, height)),
    };
    parsed.ok_or_else(|| crate::tr!("export-cli-resize"))
}

fn color(text: &str) -> Result<Color, String> {
    Color::ALL.into_iter().find(|color| color.key() == text).ok_or_else(|| crate::tr!("export-cli-icc"))
}

fn format(text: &str) -> Result<ExportFormat, String> {
    ExportFormat::from_ending(text).ok_or_else(|| crate::tr!("export-cli-format"))
}

fn metadata(text: &str) -> Result<CarriedMetadata, String> {
    let found = CarriedMetadata::ALL.into_iter().find(|known| known.key() == text);
    found.ok_or_else(|| crate::tr!("export-cli-metadata"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::watermark::Place;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Cli {
        #[command(flatten)]
        export: ExportCommand,
    }

    fn parse(args: &str) -> Result<Export, String> {
        let args = format!("export a.jpg --identity x {args}");
        let cli = Cli::try_parse_from(args.split_whitespace()).map_err(|error| error.to_string())?;
        match cli.export.plan().map_err(|problem| problem.what)?.subject {
            Subject::Edited(export) => Ok(export),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for args in [
            "--crop 1,2,3",
            "--crop 0,0,0,5",
            "--crop 0:5",
            "--crop -1,0,5,5",
            "--resize 0",
            "--resize 10x",
            "--blur 1,1,1",
            "--quality 0",
            "--quality 101",
            "--format bmp",
            "--icc adobe",
            "--icc srgb --srgb",
            "--trim --quality 80",
            "--trim --subsample",
            "--exposure 6",
            "--contrast -101",
            "--rotate nan",
            "--sharpen -1",
            "-o a.jpg --out d",
            "--watermark-at middle --watermark-text x",
            "--watermark-at top",
            "--watermark-image a.png --watermark-tile",
            "--watermark-text x --watermark-size 0",
            "--watermark-text x --watermark-opacity 101",
            "--watermark-text x --watermark-color red",
            "--metadata some",
            "--recipe no-such-recipe",
        ] {
            assert!(parse(args).is_err(), "{args}");
        }
    }

    #[test]
    fn what_is_given_goes_before_a_recipe() {
        let web = parse("--recipe web").unwrap();
        assert_eq!((web.output.metadata, web.edit.resize), (CarriedMetadata::Public, Some(Resize::Within(2048))));
        let own = parse("--recipe web --metadata none --watermark-text Ada --watermark-at 10%,90%").unwrap();
        assert_eq!((own.output.metadata, own.output.quality), (CarriedMetadata::None, 82));
        let mark = own.edit.watermark_text.unwrap();
        assert_eq!((mark.text.as_str(), mark.at), ("Ada", Place::Percent(10.0, 90.0)));
        let both = parse("--watermark-text Ada --watermark-image a.png --watermark-at top").unwrap().edit;
        assert_eq!(both.watermark_image.unwrap().at, Place::Top);
        assert_eq!(both.watermark_text.unwrap().at, Place::Top);
    }

    #[test]
    fn quarters_turn_and_the_rest_straightens() {
        assert_eq!(turns(90.0), (1, 0.0));
        assert_eq!(turns(-90.0), (3, 0.0));
        assert_eq!(turns(360.0), (0, 0.0));
        assert_eq!(turns(178.0), (2, -2.0));
        assert_eq!(turns(-1.5), (0, -1.5));
    }

    #[test]
    fn the_name_of_the_copy_says_its_format_unless_it_is_given() {
        assert_eq!(parse("-o b.PNG").unwrap().output.format, Some(ExportFormat::Png));
        assert_eq!(parse("-o b.png --format tiff").unwrap().output.format, Some(ExportFormat::Tiff));
        assert_eq!(parse("").unwrap(), Export::default());
    }

    #[test]
    fn whoever_speaks_of_quality_wants_the_picture_encoded() {
        let lossless = |args: &str| parse(args).unwrap().output.lossless;
        assert_eq!(lossless("--rotate 90"), Lossless::WhenPossible);
        assert_eq!(lossless("--rotate 90 --progressive"), Lossless::WhenPossible);
        assert_eq!(lossless("--rotate 90 --trim"), Lossless::Trim);
        for args in ["--quality 90", "--subsample"] {
            assert_eq!(lossless(args), Lossless::Never, "{args}");
        }
        assert_eq!(parse("--icc display-p3").unwrap().output.color, Color::DisplayP3);
        assert_eq!(parse("--srgb").unwrap().output.color, Color::Srgb);
    }

    #[test]
    fn crop_and_resize_have_two_forms() {
        let edit = parse("--crop 4:5 --resize 2048").unwrap().edit;
        assert_eq!((edit.crop, edit.resize), (Some(Crop::Ratio(4, 5)), Some(Resize::Within(2048))));
        let edit = parse("--crop 1,2,30,40 --resize 300x200 --blur 1,1,9,9 --blur 20,20,9,9").unwrap().edit;
        assert_eq!(edit.crop, Some(Crop::Rect(Rect { x: 1, y: 2, width: 30, height: 40 })));
        assert_eq!(edit.resize, Some(Resize::Exact(300, 200)));
        assert_eq!(edit.regions.len(), 2);
    }
}
