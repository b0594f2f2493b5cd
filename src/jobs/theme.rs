//! The system's colour scheme. winit tells none on Linux, so the desktop portal is asked and listened to.

use crate::state::msg::SystemTheme;

/// Tells the scheme now and whenever it changes; returns when there is nobody to ask.
#[cfg(target_os = "linux")]
pub(super) fn watch(tell: &dyn Fn(SystemTheme)) {
    if let Err(error) = listen(tell) {
        tracing::debug!(%error, "no colour scheme from the desktop portal");
    }
}

/// Elsewhere the window toolkit knows.
#[cfg(not(target_os = "linux"))]
pub(super) fn watch(_tell: &dyn Fn(SystemTheme)) {}

#[cfg(target_os = "linux")]
fn listen(tell: &dyn Fn(SystemTheme)) -> zbus::Result<()> {
    use zbus::zvariant::OwnedValue;

    const NAMESPACE: &str = "org.freedesktop.appearance";
    const KEY: &str = "color-scheme";
    let connection = zbus::blocking::Connection::session()?;
    let settings = zbus::blocking::Proxy::new(
        &connection,
        "org.freedesktop.portal.Desktop",
        "/org/freedesktop/portal/desktop",
        "org.freedesktop.portal.Settings",
    )?;
    let mut changes = settings.receive_signal("SettingChanged")?;
    let now: OwnedValue = settings.call("Read", &(NAMESPACE, KEY))?;
    if let Some(theme) = scheme(&now) {
        tell(theme);
    }
    for change in &mut changes {
        let body = change.body();
        let (namespace, key, value): (String, String, OwnedValue) = body.deserialize()?;
        if namespace == NAMESPACE
            && key == KEY
            && let Some(theme) = scheme(&value)
        {
            tell(theme);
        }
    }
    Ok(())
}

/// 1 is dark, 2 is light, 0 is no wish; `Read` wraps the number once more than the signal does.
#[cfg(target_os = "linux")]
fn scheme(value: &zbus::zvariant::Value<'_>) -> Option<SystemTheme> {
    match value {
        zbus::zvariant::Value::Value(inner) => scheme(inner),
        zbus::zvariant::Value::U32(1) => Some(SystemTheme::Dark),
        zbus::zvariant::Value::U32(2) => Some(SystemTheme::Light),
        _ => None,
    }
}
