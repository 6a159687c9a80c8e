package org.ytsize.settings;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Fills the settings from MicroProfile Config: environment variables and system properties by the same names. */
@Dependent
final class SettingsWiring {
    private SettingsWiring() {}

    @Produces
    @Singleton
    static Settings settings() {
        Config config = ConfigProvider.getConfig();
        return Settings.from(
                name -> Optional.ofNullable(config.getConfigValue(name).getRawValue()));
    }
}
