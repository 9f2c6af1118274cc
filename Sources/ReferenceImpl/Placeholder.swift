import VideoSpec
