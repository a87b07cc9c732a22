extension PeerStateDicts {
    /// openai/CLIP: `CLIP(32, 64, (1, 2, 1, 1), 16, None, 7, 50, 64, 1, 1)`.
    static let openAIResNet = """
        positional_embedding 7x64
        text_projection 64x32
        logit_scale
        visual.conv1.weight 8x3x3x3
        visual.bn1.weight 8
        visual.bn1.bias 8
        visual.bn1.running_mean 8
        visual.bn1.running_var 8
        visual.bn1.num_batches_tracked
        visual.conv2.weight 8x8x3x3
        visual.bn2.weight 8
        visual.bn2.bias 8
        visual.bn2.running_mean 8
        visual.bn2.running_var 8
        visual.bn2.num_batches_tracked
        visual.conv3.weight 16x8x3x3
        visual.bn3.weight 16
        visual.bn3.bias 16
        visual.bn3.running_mean 16
        visual.bn3.running_var 16
        visual.bn3.num_batches_tracked
        visual.layer1.0.conv1.weight 16x16x1x1
        visual.layer1.0.bn1.weight 16
        visual.layer1.0.bn1.bias 16
        visual.layer1.0.bn1.running_mean 16
        visual.layer1.0.bn1.running_var 16
        visual.layer1.0.bn1.num_batches_tracked
        visual.layer1.0.conv2.weight 16x16x3x3
        visual.layer1.0.bn2.weight 16
        visual.layer1.0.bn2.bias 16
        visual.layer1.0.bn2.running_mean 16
        visual.layer1.0.bn2.running_var 16
        visual.layer1.0.bn2.num_batches_tracked
        visual.layer1.0.conv3.weight 64x16x1x1
        visual.layer1.0.bn3.weight 64
        visual.layer1.0.bn3.bias 64
        visual.layer1.0.bn3.running_mean 64
        visual.layer1.0.bn3.running_var 64
        visual.layer1.0.bn3.num_batches_tracked
        visual.layer1.0.downsample.0.weight 64x16x1x1
        visual.layer1.0.downsample.1.weight 64
        visual.layer1.0.downsample.1.bias 64
        visual.layer1.0.downsample.1.running_mean 64
        visual.layer1.0.downsample.1.running_var 64
        visual.layer1.0.downsample.1.num_batches_tracked
        visual.layer2.0.conv1.weight 32x64x1x1
        visual.layer2.0.bn1.weight 32
        visual.layer2.0.bn1.bias 32
        visual.layer2.0.bn1.running_mean 32
        visual.layer2.0.bn1.running_var 32
        visual.layer2.0.bn1.num_batches_tracked
        visual.layer2.0.conv2.weight 32x32x3x3
        visual.layer2.0.bn2.weight 32
        visual.layer2.0.bn2.bias 32
        visual.layer2.0.bn2.running_mean 32
        visual.layer2.0.bn2.running_var 32
        visual.layer2.0.bn2.num_batches_tracked
        visual.layer2.0.conv3.weight 128x32x1x1
        visual.layer2.0.bn3.weight 128
        visual.layer2.0.bn3.bias 128
        visual.layer2.0.bn3.running_mean 128
        visual.layer2.0.bn3.running_var 128
        visual.layer2.0.bn3.num_batches_tracked
        visual.layer2.0.downsample.0.weight 128x64x1x1
        visual.layer2.0.downsample.1.weight 128
        visual.layer2.0.downsample.1.bias 128
        visual.layer2.0.downsample.1.running_mean 128
        visual.layer2.0.downsample.1.running_var 128
        visual.layer2.0.downsample.1.num_batches_tracked
        visual.layer2.1.conv1.weight 32x128x1x1
        visual.layer2.1.bn1.weight 32
        visual.layer2.1.bn1.bias 32
        visual.layer2.1.bn1.running_mean 32
        visual.layer2.1.bn1.running_var 32
        visual.layer2.1.bn1.num_batches_tracked
        visual.layer2.1.conv2.weight 32x32x3x3
        visual.layer2.1.bn2.weight 32
        visual.layer2.1.bn2.bias 32
        visual.layer2.1.bn2.running_mean 32
        visual.layer2.1.bn2.running_var 32
        visual.layer2.1.bn2.num_batches_tracked
        visual.layer2.1.conv3.weight 128x32x1x1
        visual.layer2.1.bn3.weight 128
        visual.layer2.1.bn3.bias 128
        visual.layer2.1.bn3.running_mean 128
        visual.layer2.1.bn3.running_var 128
        visual.layer2.1.bn3.num_batches_tracked
        visual.layer3.0.conv1.weight 64x128x1x1
        visual.layer3.0.bn1.weight 64
        visual.layer3.0.bn1.bias 64
        visual.layer3.0.bn1.running_mean 64
        visual.layer3.0.bn1.running_var 64
        visual.layer3.0.bn1.num_batches_tracked
        visual.layer3.0.conv2.weight 64x64x3x3
        visual.layer3.0.bn2.weight 64
        visual.layer3.0.bn2.bias 64
        visual.layer3.0.bn2.running_mean 64
        visual.layer3.0.bn2.running_var 64
        visual.layer3.0.bn2.num_batches_tracked
        visual.layer3.0.conv3.weight 256x64x1x1
        visual.layer3.0.bn3.weight 256
        visual.layer3.0.bn3.bias 256
        visual.layer3.0.bn3.running_mean 256
        visual.layer3.0.bn3.running_var 256
        visual.layer3.0.bn3.num_batches_tracked
        visual.layer3.0.downsample.0.weight 256x128x1x1
        visual.layer3.0.downsample.1.weight 256
        visual.layer3.0.downsample.1.bias 256
        visual.layer3.0.downsample.1.running_mean 256
        visual.layer3.0.downsample.1.running_var 256
        visual.layer3.0.downsample.1.num_batches_tracked
        visual.layer4.0.conv1.weight 128x256x1x1
        visual.layer4.0.bn1.weight 128
        visual.layer4.0.bn1.bias 128
        visual.layer4.0.bn1.running_mean 128
        visual.layer4.0.bn1.running_var 128
        visual.layer4.0.bn1.num_batches_tracked
        visual.layer4.0.conv2.weight 128x128x3x3
        visual.layer4.0.bn2.weight 128
        visual.layer4.0.bn2.bias 128
        visual.layer4.0.bn2.running_mean 128
        visual.layer4.0.bn2.running_var 128
        visual.layer4.0.bn2.num_batches_tracked
        visual.layer4.0.conv3.weight 512x128x1x1
        visual.layer4.0.bn3.weight 512
        visual.layer4.0.bn3.bias 512
        visual.layer4.0.bn3.running_mean 512
        visual.layer4.0.bn3.running_var 512
        visual.layer4.0.bn3.num_batches_tracked
        visual.layer4.0.downsample.0.weight 512x256x1x1
        visual.layer4.0.downsample.1.weight 512
        visual.layer4.0.downsample.1.bias 512
        visual.layer4.0.downsample.1.running_mean 512
        visual.layer4.0.downsample.1.running_var 512
        visual.layer4.0.downsample.1.num_batches_tracked
        visual.attnpool.positional_embedding 5x512
        visual.attnpool.k_proj.weight 512x512
        visual.attnpool.k_proj.bias 512
        visual.attnpool.q_proj.weight 512x512
        visual.attnpool.q_proj.bias 512
        visual.attnpool.v_proj.weight 512x512
        visual.attnpool.v_proj.bias 512
        visual.attnpool.c_proj.weight 32x512
        visual.attnpool.c_proj.bias 32
        transformer.resblocks.0.attn.in_proj_weight 192x64
        transformer.resblocks.0.attn.in_proj_bias 192
        transformer.resblocks.0.attn.out_proj.weight 64x64
        transformer.resblocks.0.attn.out_proj.bias 64
        transformer.resblocks.0.ln_1.weight 64
        transformer.resblocks.0.ln_1.bias 64
        transformer.resblocks.0.mlp.c_fc.weight 256x64
        transformer.resblocks.0.mlp.c_fc.bias 256
        transformer.resblocks.0.mlp.c_proj.weight 64x256
        transformer.resblocks.0.mlp.c_proj.bias 64
        transformer.resblocks.0.ln_2.weight 64
        transformer.resblocks.0.ln_2.bias 64
        token_embedding.weight 50x64
        ln_final.weight 64
        ln_final.bias 64
        """
}
